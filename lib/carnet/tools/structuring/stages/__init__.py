"""The public stage tables, one file a site, and the stage that a TNM has in them."""
