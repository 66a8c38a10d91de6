// Elements from words. Everything is set as text, so no word that comes from outside becomes markup.

/** An element: `h("p", {class: "hint", data: {key: "1"}}, "text", child, …)`; null is left out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "data") Object.assign(element.dataset, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Japanese with small English after it. */
export function both(words) {
  return [words.ja, " ", h("span", { lang: "en" }, words.en)];
}

/** Fill a place anew; the control with the focus keeps it where one with its `data-key` is still there. */
export function fill(place, ...children) {
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  place.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
  if (focused === undefined) return;
  for (const element of place.querySelectorAll("[data-key]")) {
    if (element.dataset.key === focused) element.focus();
  }
}
