// The client's gallery begins here.
document.getElementById("app").textContent = document.title;
