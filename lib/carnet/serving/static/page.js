// Every page of the portal: theme chosen before the first paint, time told while preparing, loss of the kernel said.
"use strict";
(() => {
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };
  const root = document.documentElement;
  root.dataset.theme = remembered("carnet-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  // the token came in the address; a cookie holds it now
  const address = new URL(location.href);
  if (address.searchParams.has("token")) {
    address.searchParams.delete("token");
    history.replaceState(null, "", address);
  }

  // plotly's bundle is fetched while the kernel works, and run once the page's own scripts are in: a script tag here
  // would hold back the page's load event, for which Voilà waits
  const fetchPlotly = () => {
    const address = document.querySelector('meta[name="carnet-plotly"]')?.content;
    if (!address) return;
    fetch(address, { priority: "low" }).catch(() => {});
    addEventListener("load", () => {
      const script = document.createElement("script");
      script.id = "carnet-plotly";
      script.src = address;
      script.onerror = () => { script.dataset.failed = "true"; };
      document.head.append(script);
    });
  };

  const started = performance.now();
  let over = false;

  function tick() {
    const box = document.getElementById("loading");
    if (over || !box) return;
    const seconds = Math.floor((performance.now() - started) / 1000);
    if (seconds >= 1) box.querySelector(".carnet-loading-time").textContent = box.dataset.seconds.replace("{n}", seconds) + (seconds >= 4 ? ` · ${box.dataset.slow}` : "");
    setTimeout(tick, 250);
  }

  // the page is shown once something is drawn in it, or after a moment where nothing is expected
  function show() {
    const cells = document.getElementById("rendered_cells");
    const drawn = () => cells.querySelector(".carnet-header h1, .carnet-error, .jupyter-widgets:not([hidden]), .jp-OutputArea-output > *");
    const reveal = () => {
      if (over) return;
      over = true;
      watcher.disconnect();
      document.getElementById("loading")?.remove();
      cells.style.visibility = "";
      root.dataset.carnetReady = String(Math.round(performance.now()));
      watchKernel();
    };
    const watcher = new MutationObserver(() => { if (drawn()) reveal(); });
    watcher.observe(cells, { childList: true, subtree: true });
    if (drawn()) reveal();
    setTimeout(reveal, 8000);
  }

  function say(id) {
    if (document.querySelector(".carnet-lost")) return;
    const panel = document.getElementById(id).content.cloneNode(true);
    panel.querySelector("button").onclick = () => location.reload();
    document.body.append(panel);
    document.querySelector(".carnet-lost button").focus();
  }

  // A kernel that died, was culled, or was started anew under the same name knows nothing of this page any more.
  function watchKernel() {
    const config = document.getElementById("jupyter-config-data");
    if (!config) return;
    const { baseUrl, kernelId } = JSON.parse(config.textContent);
    let failures = 0;
    const look = async () => {
      try {
        const answer = await fetch(`${baseUrl}api/kernels/${kernelId}`, { cache: "no-store" });
        failures = 0;
        if (answer.status === 404 || answer.status === 403) return say("carnet-lost");
        if (answer.ok && (await answer.json()).execution_state === "dead") return say("carnet-lost");
      } catch {
        failures += 1;
        if (failures >= 2) return say("carnet-gone");
      }
      setTimeout(look, 5000);
    };
    setTimeout(look, 5000);
  }

  // the kernel's own channel tells a restart at once
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      if (!String(args[0]).includes("/api/kernels/")) return;
      this.addEventListener("message", async ({ data }) => {
        if ((data.size ?? data.byteLength ?? data.length) > 4000) return;
        const text = typeof data === "string" ? data : new TextDecoder().decode(data instanceof Blob ? await data.arrayBuffer() : data);
        if (/"execution_state":\s*"(restarting|autorestarting|dead)"/.test(text)) say("carnet-lost");
      });
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    tick();
    for (const button of document.querySelectorAll("[data-carnet-theme]")) {
      const draw = () => {
        const dark = root.dataset.theme === "dark";
        button.textContent = dark ? "☀" : "☾";
        button.setAttribute("aria-label", dark ? button.dataset.light : button.dataset.dark);
        button.title = button.getAttribute("aria-label");
      };
      button.onclick = () => { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; remember("carnet-theme", root.dataset.theme); draw(); };
      draw();
    }
  });
  const early = setInterval(() => { if (document.getElementById("loading")) { clearInterval(early); tick(); } }, 100);
  document.addEventListener("DOMContentLoaded", () => clearInterval(early));

  fetchPlotly();
  window.carnetPage = { show };
})();
