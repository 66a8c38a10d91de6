// Before the page is painted: the language that was chosen in this browser. No module, so that
// nobody sees the other one first.
document.documentElement.dataset.languageKey = "madoguchi-language";
try {
  if (localStorage.getItem("madoguchi-language") === "en") document.documentElement.lang = "en";
} catch {
  // a browser that keeps nothing shows Japanese
}
