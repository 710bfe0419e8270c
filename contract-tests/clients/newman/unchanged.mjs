// Compares two exports of a world: what is in use must be the same. The history of the world may grow, its time passes, and its ids go on.
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'

const [before, after] = process.argv.slice(2).map((file) => inUse(JSON.parse(readFileSync(file, 'utf8')).world))

// Returns the world without its history.
function inUse(world) {
  delete world.clock.virtual_at
  const { identity } = world
  for (const name of ['ids', 'secrets', 'revoked']) delete identity[name]
  for (const [, token] of identity.api_tokens) delete token.last_used
  identity.invitations = identity.invitations.filter(([, invitation]) => !invitation.redeemed && !invitation.revoked)
  // Whoever has left every organization stays known to the sign-in service.
  const members = ([, user]) => Object.keys(user.roles).length > 0
  identity.users = Object.fromEntries(Object.entries(identity.users).filter(members))
  // The default of a user who never chose a language.
  world.locales = Object.fromEntries(Object.entries(world.locales).filter(([, locale]) => locale !== 'en_US'))
  for (const org of Object.values(world.orgs)) {
    delete org.ids
    delete org.tasks
    for (const [list, over] of [['sddcs', 'deleted'], ['sddc_groups', 'deleted'], ['subscriptions', 'cancelled']]) {
      org[list] = (org[list] ?? []).filter(([, entry]) => entry.phase !== over)
    }
  }
  return world
}

function differences(one, other, path) {
  if (isDeepStrictEqual(one, other)) return []
  const isParent = (value) => typeof value === 'object' && value !== null
  if (!isParent(one) || !isParent(other)) return [`${path}: ${JSON.stringify(one)} became ${JSON.stringify(other)}`]
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].flatMap((name) => differences(one[name], other[name], `${path}/${name}`))
}

const found = differences(before, after, '')
for (const difference of found) console.error(difference)
process.exit(found.length > 0 ? 1 : 0)
