(function () {
  'use strict';
  var form = document.getElementById('audit-filter');
  if (!form) { return; }
  var words = document.getElementById('audit-words');
  var status = document.getElementById('audit-status');
  var count = document.getElementById('audit-count');
  var rows = Array.from(document.querySelectorAll('#audit-steps tbody tr'));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  function fits(row, index) {
    if (status.value !== '') {
      if (row.getAttribute('data-status') !== status.value) { return false; }
    }
    var wanted = words.value.toLowerCase().split(/\s+/);
    return wanted.every(function (word) { return texts[index].includes(word); });
  }
  function apply() {
    var shown = 0;
    rows.forEach(function (row, index) {
      var fit = fits(row, index);
      row.hidden = !fit;
      shown += fit ? 1 : 0;
    });
    count.textContent = shown + ' of ' + rows.length + ' steps shown';
  }
  form.addEventListener('submit', function (event) { event.preventDefault(); });
  form.addEventListener('input', apply);
  form.addEventListener('reset', function () { setTimeout(apply, 0); });
  window.addEventListener('beforeprint', function () { form.hidden = true; });
  window.addEventListener('afterprint', function () { form.hidden = false; });
  form.hidden = false;
  apply();
}());
