// Shows how many things are in the basket; pages themselves are the same for everyone.
for (const link of document.querySelectorAll("[data-basket-count]")) {
  const badge = link.querySelector(".header__count");
  fetch(link.dataset.basketCount, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { count: 0 }))
    .then(({ count, label }) => {
      badge.textContent = count;
      badge.hidden = !count;
      if (count) link.setAttribute("aria-label", label);
    })
    .catch(() => {});
}
