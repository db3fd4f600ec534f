// Keeps one core busy until the given time.
const untilMs = Number(process.argv[2]);
while (Date.now() < untilMs) Math.sqrt(Math.random());
