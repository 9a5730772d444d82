// Judges calls to the Resource Manager by Azure's own descriptions, with oav's live validator.
// Reads lines of JSON {"request": {...}, "response": {...}}, in the form that oav takes, and answers each with a line
// {"known", "request", "response", "problems"}. A verdict is true only if oav says isSuccessful === true: a path or an
// api-version that no description has makes it undefined, which is "known": false here.
// The first line is written when all descriptions are loaded: {"ready": <milliseconds>}.
'use strict';

const path = require('path');
const readline = require('readline');
const oav = require('oav');

const validator = new oav.LiveValidator(
  {
    directory: path.join(__dirname, 'descriptions'),
    git: { shouldClone: false },
    isPathCaseSensitive: false,
    isArmCall: true,
    swaggerPathsPattern: [
      'specification/**/trafficmanager.json',
      'specification/**/dns.json',
      'specification/**/metrics_API.json',
      'specification/**/WebApps.json',
      'specification/**/AppServicePlans.json',
      'specification/**/ContainerApps.json',
      'specification/**/ManagedEnvironments.json',
      'specification/**/ContainerAppsRevisions.json',
      'specification/**/compute.json',
      'specification/**/virtualMachine.json',
      'specification/**/networkInterface.json',
      'specification/**/publicIpAddress.json',
      'specification/**/resources.json',
      'specification/**/subscriptions.json',
    ],
  },
  () => {},
);

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

const problems = (part, result) => {
  const exception = result.runtimeException ? [`${part}: ${result.runtimeException.message}`] : [];
  const found = result.errors.map((e) => `${part}: ${e.code} ${e.message} ${e.jsonPathsInPayload || ''}`.trim());
  return exception.concat(found);
};

async function judge(call) {
  const r = await validator.validateLiveRequestResponse({
    liveRequest: call.request,
    liveResponse: call.response,
  });
  return {
    known: r.requestValidationResult.isSuccessful !== undefined,
    request: r.requestValidationResult.isSuccessful === true,
    response: r.responseValidationResult.isSuccessful === true,
    problems: problems('request', r.requestValidationResult).concat(problems('response', r.responseValidationResult)),
  };
}

async function main() {
  const begun = Date.now();
  await validator.initialize();
  say({ ready: Date.now() - begun });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    say(await judge(JSON.parse(line)));
  }
}

main().catch((e) => {
  process.stderr.write(`${e.stack}\n`);
  process.exit(1);
});
