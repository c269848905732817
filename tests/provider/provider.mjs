// A real OpenID provider on a free port of this machine. It signs everybody in without asking, as the person that the
// list of people names. Prints its address when it listens; ends with its standard input.
// Lines on standard input: "rotate" makes it sign with a new key, "person ID" changes who signs in, "sign CLAIMS" answers with a token.
import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import http from 'node:http';
import readline from 'node:readline';
import Provider from 'oidc-provider';

const redirect = process.argv[2];
const people = JSON.parse(process.argv[3]);

const newKey = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
};

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let handler;

  const start = (keys) => {
    const provider = new Provider(issuer, {
      clients: [
        { client_id: 'desk', client_secret: 'a secret of the desk', redirect_uris: [redirect], response_types: ['code'], grant_types: ['authorization_code'] },
      ],
      jwks: { keys },
      conformIdTokenClaims: false,
      claims: { openid: ['sub', 'name', 'preferred_username', 'sites', 'roles'] },
      pkce: { methods: ['S256'], required: () => true },
      features: {
        devInteractions: { enabled: false },
      },
      cookies: { keys: [randomUUID()] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    });
    provider.use(async (ctx, next) => {
      if (!ctx.path.startsWith('/interaction/')) return next();
      const { prompt, params } = await provider.interactionDetails(ctx.req, ctx.res);
      if (prompt.name === 'login') return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: people.current } });
      const grant = new provider.Grant({ accountId: people.current, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      return provider.interactionFinished(ctx.req, ctx.res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
    });
    handler = provider.callback();
  };

  let keys = [newKey()];
  start(keys);
  server.on('request', (request, response) => handler(request, response));
  const base64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  const signed = (claims) => {
    const text = `${base64({ alg: 'RS256', typ: 'at+jwt', kid: keys[0].kid })}.${base64(claims)}`;
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), createPrivateKey({ key: keys[0], format: 'jwk' })).toString('base64url')}`;
  };

  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    if (line === 'rotate') start((keys = [newKey()]));
    if (line.startsWith('person ')) people.current = line.slice(7);
    console.log(line.startsWith('sign ') ? signed(line.slice(5)) : 'done');
  }).on('close', () => process.exit(0));
  console.log(issuer);
});
