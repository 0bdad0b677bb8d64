// Small enhancements of the shell. Every page works without this file.
(function () {
  "use strict";

  document.documentElement.classList.add("js");

  function setNavigation(open) {
    var toggle = document.querySelector(".nav-toggle");
    var navigation = document.getElementById("navigation");
    if (!toggle || !navigation) return;
    navigation.classList.toggle("is-open", open);
    toggle.setAttribute("aria-expanded", String(open));
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  // What a worker does is shown as it goes on; once it is over, the page says what came of it.
  function poll(region) {
    window.setTimeout(function () {
      fetch(window.location.href)
        .then(function (answer) { return answer.text(); })
        .then(function (text) {
          var page = new DOMParser().parseFromString(text, "text/html");
          var fresh = page.querySelector("[data-poll]");
          if (!fresh) return window.location.reload();
          if (fresh.innerHTML !== region.innerHTML) region.replaceChildren.apply(region, fresh.childNodes);
          return poll(region);
        })
        .catch(function () { poll(region); });
    }, 1000);
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-poll]").forEach(poll);
    var fault = document.querySelector("main [aria-invalid='true']");
    if (fault) fault.focus();
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
    var toggle = event.target.closest(".nav-toggle");
    if (toggle) setNavigation(toggle.getAttribute("aria-expanded") !== "true");
    closeMenus(event.target.closest("details.menu"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (document.querySelector(".sidebar.is-open")) {
      setNavigation(false);
      document.querySelector(".nav-toggle").focus();
    }
  });
})();
