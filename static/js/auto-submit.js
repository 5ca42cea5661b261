// Sends a form of filters as soon as something in it is chosen.
for (const form of document.querySelectorAll("form[data-auto-submit]")) {
  form.addEventListener("submit", () => {
    for (const input of form.elements) if (input.name && !input.value) input.disabled = true;
  });
  form.addEventListener("change", () => form.requestSubmit());
}
// A page shown again from the browser's memory must not keep its fields switched off.
addEventListener("pageshow", () => {
  for (const input of document.querySelectorAll("form[data-auto-submit] :disabled")) input.disabled = false;
});
