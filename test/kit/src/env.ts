/** The services that test/kit/global-setup.cjs has put up (or was given) for the specs of this run. */
export function testServices(): { databaseUrl: string; redisUrl: string } {
  return { databaseUrl: required('TEST_DATABASE_URL'), redisUrl: required('TEST_REDIS_URL') };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set: use the integration preset of jest.preset.cjs, which starts the services`,
    );
  return value;
}
