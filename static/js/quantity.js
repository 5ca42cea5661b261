// Puts − and + beside a number where the page could not.
for (const box of document.querySelectorAll("[data-quantity]")) {
  const input = box.querySelector("input");
  if (box.querySelector("button")) continue;
  for (const [text, step] of [["−", -1], ["+", 1]]) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "quantity__step", textContent: text, tabIndex: -1 });
    button.setAttribute("aria-hidden", "true");
    button.addEventListener("click", () => {
      if (step > 0) input.stepUp();
      else input.stepDown();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    if (step < 0) input.before(button);
    else input.after(button);
  }
}
