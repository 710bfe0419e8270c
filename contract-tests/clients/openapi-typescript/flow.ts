// Signs in, creates an SDDC, polls its task and deletes it. Paths, parameters, bodies and answers have the generated types.
import createClient from 'openapi-fetch'
import { readFileSync } from 'node:fs'
import type { components, paths } from './service.js'

type Task = components['schemas']['Task']

const ready = JSON.parse(readFileSync(process.argv[2]!, 'utf8'))
const client = createClient<paths>({ baseUrl: ready.url })

function got<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.url}: ${JSON.stringify(answer.error)}`)
  return answer.data
}

const form = new URLSearchParams({ refresh_token: ready.api_token })
const grant = await client.POST('/csp/gateway/am/api/auth/api-tokens/authorize', {
  body: { refresh_token: ready.api_token },
  bodySerializer: () => form.toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' }
})
const headers = { 'csp-auth-token': got(grant).access_token }

const [first] = got(await client.GET('/vmc/api/orgs', { headers }))
if (first?.id !== ready.org_id) throw new Error('the organization')
const org: string = first!.id

async function ended(task: Task): Promise<Task> {
  for (let looks = 0; task.status === 'STARTED' && looks < 1000; looks += 1) {
    const path = { org, task: task.id }
    task = got(await client.GET('/vmc/api/orgs/{org}/tasks/{task}', { params: { path }, headers }))
  }
  if (task.status !== 'FINISHED') throw new Error(JSON.stringify(task))
  return task
}

const body: components['schemas']['AwsSddcConfig'] = {
  name: 'generated',
  num_hosts: 2,
  provider: 'ZEROCLOUD',
  region: 'US_WEST_2'
}
const created = got(await client.POST('/vmc/api/orgs/{org}/sddcs', { params: { path: { org } }, body, headers }))
const sddc = (await ended(created)).resource_id
if (sddc == null) throw new Error('the task names no SDDC')
const path = { org, sddc }
const seen = got(await client.GET('/vmc/api/orgs/{org}/sddcs/{sddc}', { params: { path }, headers }))
if (seen.name !== 'generated' || seen.sddc_state !== 'READY') throw new Error(JSON.stringify(seen))
await ended(got(await client.DELETE('/vmc/api/orgs/{org}/sddcs/{sddc}', { params: { path }, headers })))
const refused = await client.GET('/vmc/api/orgs/{org}', { params: { path: { org: sddc } }, headers })
if (!refused.error?.error_messages?.length) throw new Error('the refusal is not as declared')
