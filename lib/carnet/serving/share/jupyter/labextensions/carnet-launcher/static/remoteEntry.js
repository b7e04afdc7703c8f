// Carnet's pages as tiles of JupyterLab's launcher. Written by hand against the protocol of JupyterLab's prebuilt
// extensions (a container with `init` and `get`), so that nothing has to be built.
"use strict";
var _JUPYTERLAB = (window._JUPYTERLAB = window._JUPYTERLAB || {});

(() => {
  let shared = {};

  // the module that JupyterLab itself uses: tokens are compared by identity
  async function use(name) {
    const versions = shared[name];
    if (!versions) throw new Error(`JupyterLab shares no ${name}`);
    const factory = await Object.values(versions)[0].get();
    return factory();
  }

  async function extension() {
    const [{ ILauncher }, { LabIcon }, { PageConfig, URLExt }] = await Promise.all([
      use("@jupyterlab/launcher"), use("@jupyterlab/ui-components"), use("@jupyterlab/coreutils"),
    ]);
    const plugin = {
      id: "carnet-launcher:plugin",
      description: "Opens the pages of Carnet's portal in a new tab.",
      autoStart: true,
      requires: [ILauncher],
      activate: async (app, launcher) => {
        const answer = await fetch(URLExt.join(PageConfig.getBaseUrl(), "carnet/api/tiles"));
        if (!answer.ok) return;
        const { category, pages } = await answer.json();
        pages.forEach((page, rank) => {
          const command = `carnet:open-${rank}`;
          const svgstr = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><path d="${page.icon}" fill="none" stroke="#0B5C7A" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
          app.commands.addCommand(command, {
            label: page.title,
            caption: page.description,
            icon: new LabIcon({ name: `carnet:tile-${rank}`, svgstr }),
            execute: () => { window.open(page.url, "_blank", "noopener"); },
          });
          launcher.add({ command, category, rank });
        });
      },
    };
    return () => ({ __esModule: true, default: plugin });
  }

  _JUPYTERLAB["carnet-launcher"] = {
    init: async (scope) => { shared = scope; },
    get: async (module) => {
      if (module !== "./extension") throw new Error(`carnet-launcher has no ${module}`);
      return extension();
    },
  };
})();
