// Picture, price and stock follow the chosen variant without loading the page again.
const product = document.querySelector("[data-product]");
const main = product.querySelector("[data-main]");
const thumbs = product.querySelectorAll("[data-thumb]");
const buy = product.querySelector("[data-buy]");
const buyText = buy.textContent;
let shown = product.querySelector("[data-thumb][aria-current]")?.dataset.thumb;

function show(digest) {
  if (!digest || !shown || digest === shown) return;
  for (const source of main.querySelectorAll("source")) source.srcset = source.srcset.replaceAll(shown, digest);
  const picture = main.querySelector("img");
  picture.src = picture.src.replaceAll(shown, digest);
  shown = digest;
  for (const thumb of thumbs) {
    const here = thumb.dataset.thumb === digest;
    if (here) picture.alt = thumb.dataset.alt;
    if (here) thumb.setAttribute("aria-current", "true");
    else thumb.removeAttribute("aria-current");
  }
}

for (const thumb of thumbs) {
  thumb.addEventListener("click", (event) => {
    event.preventDefault();
    show(thumb.dataset.thumb);
  });
}

function choose(radio) {
  show(radio.dataset.picture);
  product.querySelector("[data-price] .price").textContent = radio.dataset.price;
  const was = product.querySelector("[data-was]:not(input)");
  was.textContent = radio.dataset.was;
  was.hidden = !radio.dataset.was;
  product.querySelector("[data-stock]").textContent = radio.dataset.stock;
  const available = Number(radio.dataset.available);
  product.querySelector("[name=quantity]").max = Math.max(1, Math.min(available, 20));
  buy.disabled = available < 1;
  buy.textContent = available < 1 ? buy.dataset.soldOut : buyText;
}

product.addEventListener("change", (event) => {
  if (event.target.name !== "variant") return;
  choose(event.target);
  history.replaceState(null, "", `?variant=${event.target.value}`);
});

// A page shown again may have kept another choice than the one it was made with.
const checked = product.querySelector("[name=variant]:checked");
if (checked) choose(checked);
