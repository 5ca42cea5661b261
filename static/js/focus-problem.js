// After a form came back, attention goes to what is wrong with it.
document.querySelector("[data-focus]")?.focus();
