// Sends a basket line as soon as its number changes.
for (const form of document.querySelectorAll("form[data-basket-line]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
