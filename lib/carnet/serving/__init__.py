"""The two servers behind the pages: JupyterLab for those who code, the portal (Voilà) for those who do not."""
