// The client's gallery begins here.
const place = document.getElementById("app");
if (place) place.textContent = document.title;
