// The theme that was chosen, before anything is painted. A file of its own, as the policy of the pages allows no inline script.
try {
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // The browser forbids storages; the system's theme it is.
}
