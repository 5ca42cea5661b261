// Totals and address fields follow country and delivery; the server works them out.
const form = document.querySelector("form[data-checkout]");
let asked = 0;

async function update() {
  const turn = ++asked;
  const data = new FormData(form);
  data.set("update", "1");
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data) });
  if (turn !== asked || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement?.id;
  for (const part of form.querySelectorAll("[data-part]")) {
    const replacement = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (replacement) part.replaceWith(replacement);
  }
  if (focused) document.getElementById(focused)?.focus();
}

form.addEventListener("change", (event) => {
  if (["country", "shipping"].includes(event.target.name)) update().catch(() => {});
});
