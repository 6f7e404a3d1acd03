// Keys for what stands on the page. Every form and link works without this, one page at a time.
// What a person does is done in its order, each on the page that the one before has brought.
"use strict";

let queue = Promise.resolve();
let isReplaced = false;

function then(action) {
  queue = queue.then(action).catch(() => {
    refuse("Not saved: the marking page does not answer. Is `autograder mark` still running?");
  });
}

function refuse(sentence) {
  const main = document.querySelector("main");
  main.querySelector(".refusal")?.remove();
  const said = document.createElement("p");
  said.className = "refusal";
  said.setAttribute("role", "alert");
  said.textContent = sentence;
  main.prepend(said);
}

// What was typed and not sent yet: on the same answer all of it, else where the cursor is.
function unsent(main, isSame, sent) {
  const fields = [...main.querySelectorAll("input:not([type=hidden]), textarea")];
  return fields
    .filter((one) => one === document.activeElement || (isSame && one.value !== one.defaultValue))
    .map((one) => ({
      isActive: one === document.activeElement,
      value: one.form.id !== sent && one.value !== one.defaultValue ? one.value : undefined,
      find: (there) =>
        [...there.querySelectorAll(`#${one.form.id} [name="${one.name}"]`)][
          [...one.form.querySelectorAll(`[name="${one.name}"]`)].indexOf(one)
        ],
      at: [one.selectionStart, one.selectionEnd],
    }));
}

async function load(address, options, sent) {
  const open = [...document.querySelectorAll("details[id][open]")].map((one) => one.id);
  const response = await fetch(address, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const isSame = response.url === location.href;
  const main = document.querySelector("main");
  const button = main.querySelector("form[id] button:focus");
  const carried = unsent(main, isSame || Boolean(options), response.ok ? sent : undefined);
  isReplaced = true; // which is no way to leave a field
  main.replaceWith(page.querySelector("main"));
  isReplaced = false;
  document.title = page.title;
  for (const id of isSame || options ? open : []) {
    document.getElementById(id)?.setAttribute("open", "");
  }
  if (button) document.querySelector(`#${button.form.id} [value="${CSS.escape(button.value)}"]`)?.focus();
  for (const { find, value, isActive, at } of carried) {
    const field = find(document);
    if (!field || field.disabled) continue;
    if (value !== undefined) field.value = value;
    if (isActive) field.focus();
    if (isActive) field.setSelectionRange(...at);
  }
  document.getElementById("said").textContent = document.querySelector("main").dataset.said ?? "";
  if (!isSame && !options) {
    history.pushState(null, "", response.url);
    scrollTo(0, 0);
  }
}

// A form is sent with what its fields held when it was submitted, and with the mark seen by then.
function send(form, button) {
  const { id, action } = form;
  const fields = new URLSearchParams(new FormData(form, button));
  then(async () => {
    const now = document.getElementById(id);
    if (now && now.action === action && id !== "rubric-form" && fields.has("seen")) {
      fields.set("seen", new FormData(now).get("seen"));
    }
    await load(action, { method: "POST", body: fields }, id);
  });
}

addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
  if (document.activeElement.matches("input")) document.activeElement.blur();
});

addEventListener("change", (event) => {
  const { form } = event.target;
  if (form && form.id !== "rubric-form" && !isReplaced) send(form, null);
});

addEventListener("popstate", () => location.reload());

function shortcut(event) {
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  return digit ? (event.shiftKey ? "Shift+" : "") + digit : event.key;
}

function meant(key) {
  return document.querySelector(`main [aria-keyshortcuts="${CSS.escape(key)}"]:not(:disabled)`);
}

function press(key) {
  const found = meant(key);
  if (!found) return undefined;
  if (found.matches("a")) return load(found.href);
  if (found.matches("button")) {
    const fields = new URLSearchParams(new FormData(found.form, found));
    return load(found.form.action, { method: "POST", body: fields });
  }
  found.click();
  found.focus();
  return undefined;
}

addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.key === "Escape" || (event.key === "Enter" && event.ctrlKey)) return target.blur();
  if (target.matches("input, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = shortcut(event);
  if (key.length > 1 && !key.startsWith("Shift+")) return;
  if (event.repeat) return;
  event.preventDefault();
  // What is typed next belongs into the field, however long the page before takes.
  if (meant(key)?.matches("input, textarea")) meant(key).focus();
  else then(() => press(key));
});
