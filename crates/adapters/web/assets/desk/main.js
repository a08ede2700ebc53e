// The studio's desk begins here.
document.getElementById("app").textContent = document.title;
