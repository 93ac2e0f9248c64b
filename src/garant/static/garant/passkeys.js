// A passkey that was not given is told beside its button, not to the console.
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-key-failed]");
  if (!place) return;
  event.preventDefault();
  place.textContent = place.dataset.keyFailed;
});
