// Signs in, lists organizations, creates an SDDC and waits for it, at the addresses of the real service, with Node's own fetch.
//
// The way there comes from outside: HTTPS_PROXY and NODE_EXTRA_CA_CERTS, or LEAD_TO, a port of this machine at which every host is to be
// found. Node before version 22.21 does not heed HTTPS_PROXY by itself; undici, which its fetch is made of, does.

import { Agent, EnvHttpProxyAgent, buildConnector, setGlobalDispatcher } from 'undici'

const CSP = 'https://console.cloud.vmware.com'
const VMC = 'https://vmc.vmware.com'

if (process.env.LEAD_TO) {
  const connect = buildConnector({})
  const lead = { hostname: '127.0.0.1', host: '127.0.0.1', port: process.env.LEAD_TO }
  setGlobalDispatcher(
    new Agent({ connect: (options, done) => connect({ ...options, servername: options.hostname, ...lead }, done) })
  )
} else {
  setGlobalDispatcher(new EnvHttpProxyAgent())
}

const [apiToken, config] = process.argv.slice(2)
const headers = { 'content-type': 'application/json' }

async function answered(method, url, body) {
  const form = body instanceof URLSearchParams
  const answer = await fetch(url, { method, body, headers: form ? {} : headers })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`)
  return JSON.parse(text)
}

async function signIn() {
  const form = new URLSearchParams({ refresh_token: apiToken })
  const answer = await answered('POST', `${CSP}/csp/gateway/am/api/auth/api-tokens/authorize`, form)
  headers['csp-auth-token'] = answer.access_token
}

await signIn()
const org = (await answered('GET', `${VMC}/vmc/api/orgs`))[0].id
let task = await answered('POST', `${VMC}/vmc/api/orgs/${org}/sddcs`, config)
let looks = 0
while (task.status === 'STARTED') {
  looks += 1
  if (looks >= 100) throw new Error(JSON.stringify(task))
  task = await answered('GET', `${VMC}/vmc/api/orgs/${org}/tasks/${task.id}`)
}
await signIn()
const sddc = await answered('GET', `${VMC}/vmc/api/orgs/${org}/sddcs/${task.resource_id}`)
console.log(JSON.stringify({ org, task, sddc, looks }))
