// The drawn card shows the amount that is chosen; typing an amount chooses it.
const form = document.querySelector("form[data-gift-card]");
const shown = form.querySelector("[data-amount]");

const money = new Intl.NumberFormat(document.documentElement.lang, {
  style: "currency",
  currency: form.dataset.giftCard,
});

function written(typed) {
  const amount = Number(typed.trim().replace(",", "."));
  return amount > 0 ? money.format(amount) : "…";
}

function show() {
  const chosen = form.querySelector("input[name=chosen]:checked");
  const words = chosen?.closest("label")?.querySelector(".number")?.textContent;
  shown.textContent = words ?? written(form.amount.value);
}

form.addEventListener("change", show);
form.amount.addEventListener("input", () => {
  form.querySelector("input[name=chosen][value=other]").checked = true;
  show();
});
