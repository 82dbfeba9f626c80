// A certified OpenID Connect provider for the tests, with its own pages for signing in and consenting.
// Run as: node server.mjs PORT, beside its node_modules. POST /faults says what it gets wrong from then on.

import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' };

// `claims` stand in place of those of the token, null takes one away; `moved` are seconds by which the clock
// of the provider is ahead; `code` are seconds for which a code counts.
let faults = {};
const YEAR = 365 * 24 * 3600;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'portal',
    client_secret: 'a secret between the two',
    redirect_uris: ['http://localhost:8501/sign-in/with/certified/back'],
    post_logout_redirect_uris: ['http://localhost:8501/'],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  cookies: { keys: ['of the tests alone'] },
  jwks: { keys: [key] },
  pkce: { required: () => true },
  ttl: {
    AuthorizationCode: () => faults.code ?? 60,
    IdToken: 300,
    AccessToken: 60,
    // Cookies: long, since the tests may stand on a day to come.
    Grant: YEAR,
    Interaction: YEAR,
    Session: YEAR,
  },
});

async function body(ctx) {
  const parts = [];
  for await (const part of ctx.req) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

provider.use(async (ctx, next) => {
  if (ctx.path === '/faults') {
    faults = await body(ctx);
    ctx.body = { now: Date.now() / 1000 };
    return;
  }
  await next();
  if (ctx.path !== '/token' || !ctx.body?.id_token || !(faults.claims || faults.moved)) return;
  const claims = { ...decodeJwt(ctx.body.id_token), ...faults.claims };
  for (const each of ['iat', 'exp', 'nbf', 'auth_time']) {
    if (typeof claims[each] === 'number') claims[each] += faults.moved ?? 0;
  }
  for (const [name, value] of Object.entries(claims)) if (value === null) delete claims[name];
  const signed = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' });
  ctx.body = { ...ctx.body, id_token: await signed.sign(privateKey) };
});

provider.listen(port, '127.0.0.1', () => console.log('ready'));
