// No page of ours has formulas: what Voilà asks of MathJax is answered by nothing.
window.MathJax = { Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } }, Ajax: {} };
