// The script of the console. Every page works without it; with it, pages follow the world, texts are copied, and the API Explorer runs.

document.documentElement.classList.add('scripted');

const say = (text) => {
  document.getElementById('said').textContent = text;
};

// Copying.

const copied = async (text) => {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Without TLS and off this machine, browsers have no clipboard but this one.
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
};

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const label = button.querySelector('span');
  try {
    await copied(button.dataset.copy);
    label.textContent = 'Copied';
    say('Copied');
  } catch {
    label.textContent = 'Press Ctrl-C';
    const range = document.createRange();
    range.selectNodeContents(button.parentElement.querySelector('code, pre'));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }
  setTimeout(() => { label.textContent = 'Copy'; }, 1500);
});

// The picker of the world needs no button.

document.getElementById('world')?.addEventListener('change', (event) => {
  const address = new URL(location.href);
  const of_one_thing = /^\/console\/(sddcs|activity|journal)\/./.test(address.pathname);
  if (of_one_thing) address.pathname = '/console/';
  address.search = '';
  address.searchParams.set('world', event.target.value);
  location.assign(address);
});

// A file fills the field of its document.

document.addEventListener('change', async (event) => {
  const into = event.target.dataset?.into;
  if (into && event.target.files[0]) document.getElementById(into).value = await event.target.files[0].text();
});

// The notice of a form that was carried out is not shown again by a reload.

if (new URLSearchParams(location.search).has('done')) {
  const address = new URL(location.href);
  address.searchParams.delete('done');
  history.replaceState(null, '', address);
}

// Clocks run between two looks at the server.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number) => String(number).padStart(2, '0');
const written = (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, `
  + `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
const started = new WeakMap();

const tick = () => {
  for (const clock of document.querySelectorAll('[data-clock]')) {
    if (!started.has(clock)) started.set(clock, performance.now());
    const passed = (performance.now() - started.get(clock)) * Number(clock.dataset.rate);
    const text = written(new Date(Number(clock.dataset.clock) + passed));
    if (clock.textContent !== text) clock.textContent = text;
  }
};
tick();
setInterval(tick, 250);

// Live parts. What has the focus keeps it, and what was opened stays open.

const key = (element) => {
  const row = element.closest('[data-key]')?.dataset.key ?? '';
  const form = element.closest('form')?.getAttribute('action') ?? '';
  const own = element.getAttribute('href') ?? element.getAttribute('name') ?? element.dataset.copy ?? element.textContent.trim();
  return `${element.tagName} ${row} ${form} ${own}`;
};

const replaced = (part, html) => {
  // A text that is being selected or a field that is being filled in is not taken away.
  const selection = getSelection();
  if (!selection.isCollapsed && part.contains(selection.anchorNode)) return false;
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  if (focus?.matches('input, select, textarea')) return false;
  const [focused, open] = [focus && key(focus), new Set([...part.querySelectorAll('details[open]')].map(key))];
  const [bars, running] = [new Map(), [...part.querySelectorAll('[data-key] progress')]];
  for (const bar of running) bars.set(bar.closest('[data-key]').dataset.key, bar.value);
  part.innerHTML = html;
  for (const details of part.querySelectorAll('details')) if (open.has(key(details))) details.open = true;
  for (const bar of part.querySelectorAll('[data-key] progress')) {
    const [before, now] = [bars.get(bar.closest('[data-key]').dataset.key), bar.value];
    if (before === undefined || before === now) continue;
    // The bar moves from where it was.
    bar.value = before;
    requestAnimationFrame(() => { bar.value = now; });
  }
  if (focused) [...part.querySelectorAll('a, button, summary')].find((one) => key(one) === focused)?.focus({ preventScroll: true });
  return true;
};

const waiting = new Map();
const put = (id, html) => {
  const part = document.getElementById(id);
  if (!part) return;
  if (part.innerHTML === html || replaced(part, html)) {
    waiting.delete(id);
  } else {
    waiting.set(id, html);
  }
};
setInterval(() => waiting.forEach((html, id) => put(id, html)), 1000);

let stream = null;

const listen = () => {
  if (stream || document.hidden) return;
  stream = new EventSource(document.body.dataset.events);
  stream.addEventListener('open', () => { document.body.dataset.live = 'yes'; });
  stream.addEventListener('part', (event) => {
    const { id, html } = JSON.parse(event.data);
    put(id, html);
    tick();
  });
  stream.addEventListener('gone', () => {
    leave();
    say('What this page showed is gone.');
    document.body.dataset.live = 'gone';
  });
};

const leave = () => {
  stream?.close();
  stream = null;
  document.body.dataset.live = 'no';
};

// Browsers open six connections to a host. A hidden page leaves its own to those that are seen.
if (document.body.dataset.events) {
  document.addEventListener('visibilitychange', () => (document.hidden ? leave() : listen()));
  addEventListener('pagehide', leave);
  addEventListener('pageshow', listen);
  listen();
}

// The API Explorer.

const explorer = document.getElementById('api');

/** Fills organization and SDDC into the parameters of a document. */
const filled = (document_) => {
  const { org, sddc, world } = explorer.dataset;
  const values = { org, orgId: org, org_id: org, sddc, sddcId: sddc, sddc_id: sddc, deploymentId: sddc, world };
  const fill = (parameter) => {
    const value = values[parameter?.name];
    if (value && parameter.in === 'path') parameter.schema = { ...parameter.schema, default: value, example: value };
  };
  for (const path of Object.values(document_.paths ?? {})) {
    path.parameters?.forEach(fill);
    for (const operation of Object.values(path)) operation?.parameters?.forEach?.(fill);
  }
  Object.values(document_.components?.parameters ?? {}).forEach(fill);
  return document_;
};

let session = null;

/** Returns an access token that is still valid in the time of the world. */
const accessToken = async () => {
  const { now } = await (await fetch(explorer.dataset.now)).json();
  if (!session || session.ends - 30 < now) {
    const body = new URLSearchParams({ refresh_token: explorer.dataset.token });
    const answer = await fetch('/csp/gateway/am/api/auth/api-tokens/authorize', { method: 'POST', body });
    const { access_token, expires_in } = await answer.json();
    session = { text: access_token, ends: now + Number(expires_in) };
  }
  return session.text;
};

const explore = (address) => {
  globalThis.SwaggerUIBundle({
    domNode: explorer,
    url: address,
    deepLinking: false,
    docExpansion: 'none',
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    filter: true,
    tryItOutEnabled: false,
    validatorUrl: null,
    plugins: [() => ({
      statePlugins: {
        spec: { wrapActions: { updateJsonSpec: (original) => (document_) => original(filled(document_)) } },
      },
    })],
    requestInterceptor: async (request) => {
      const target = new URL(request.url, location.href);
      if (request.loadSpec || target.origin !== location.origin) return request;
      const own = target.pathname.startsWith('/_vmcsim/') || target.pathname.includes('/auth/');
      if (!own && !request.headers.Authorization) request.headers['csp-auth-token'] = await accessToken();
      return request;
    },
    onComplete: () => { explorer.dataset.ready = 'yes'; },
  });
};

if (explorer) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', dress);
  dress();
  const script = document.createElement('script');
  script.src = '/console/api-explorer/swagger-ui-bundle.js';
  const choice = document.getElementById('document');
  script.addEventListener('load', () => explore(choice.value));
  choice.addEventListener('change', () => {
    explorer.dataset.ready = 'no';
    explore(choice.value);
  });
  document.head.append(script);
}
