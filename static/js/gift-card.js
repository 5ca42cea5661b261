// The drawn card shows the amount that is chosen; typing an amount chooses it.
const form = document.querySelector("form[data-gift-card]");
const shown = form.querySelector("[data-amount]");

function show() {
  const chosen = form.querySelector("input[name=chosen]:checked");
  const words = chosen?.closest("label")?.querySelector(".number")?.textContent;
  const typed = form.amount.value.trim();
  shown.textContent = words ?? (typed || "…");
}

form.addEventListener("change", show);
form.amount.addEventListener("input", () => {
  form.querySelector("input[name=chosen][value=other]").checked = true;
  show();
});
