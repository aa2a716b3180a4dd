/* Polish only: fills in where the person is, when they ask for it. */
(function () {
  "use strict";
  var button = document.querySelector('[data-script="locate"]');
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", function () {
    var say = function (words) { button.querySelector("span").textContent = words; };
    navigator.geolocation.getCurrentPosition(function (found) {
      document.getElementById(button.dataset.lon).value = found.coords.longitude.toFixed(6);
      document.getElementById(button.dataset.lat).value = found.coords.latitude.toFixed(6);
      say(button.dataset.done);
    }, function () { say(button.dataset.failed); }, { timeout: 10000 });
  });
})();
