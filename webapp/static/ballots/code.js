// A scanned code stands behind the # of the address, which browsers send to nobody: put it into its field, and out of the address.
const CODE = /^[0-9A-Za-z-]{20,60}$/;
const field = document.querySelector("[data-code]");

function takeCode() {
  const code = location.hash.slice(1);
  if (!CODE.test(code)) return;
  if (!field) {
    // Another slip was scanned while this one's receipt is shown: go to where codes are entered.
    location.replace(`${location.pathname}?next#${code}`);
    return;
  }
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}

takeCode();
addEventListener("hashchange", takeCode);
