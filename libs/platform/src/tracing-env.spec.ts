import { z } from 'zod';
import { EnvError, readEnv } from './env.ts';
import { tracingEnv, tracingSettings } from './tracing-env.ts';

const settingsOf = (variables: NodeJS.ProcessEnv) =>
  tracingSettings(readEnv(z.object(tracingEnv), variables), 'worker');

describe('where traces go', () => {
  it('is nowhere unless an endpoint is set', () => {
    expect(settingsOf({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' })).toBeNull();
  });

  it('is below the endpoint, with names and defaults of the standard', () => {
    expect(settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' })).toEqual({
      url: 'http://collector:4318/v1/traces',
      headers: {},
      service: 'audience-sync-worker',
      sampler: 'parentbased_always_on',
      ratio: 1,
    });
  });

  it('is the endpoint of traces as it stands, when there is one', () => {
    const settings = settingsOf({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/ingest',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=sync, x-key=not%20a%20secret%3D',
      OTEL_SERVICE_NAME: 'sync',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    });
    expect(settings).toEqual({
      url: 'https://traces.example/ingest',
      headers: { 'x-team': 'sync', 'x-key': 'not a secret=' },
      service: 'sync',
      sampler: 'parentbased_traceidratio',
      ratio: 0.25,
    });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    [{ OTEL_TRACES_SAMPLER: 'sometimes' }, 'OTEL_TRACES_SAMPLER'],
    [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, 'OTEL_TRACES_SAMPLER_ARG'],
    [{ OTEL_TRACES_SAMPLER_ARG: '-1' }, 'OTEL_TRACES_SAMPLER_ARG'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'no pair' }, 'OTEL_EXPORTER_OTLP_HEADERS'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' }, 'OTEL_EXPORTER_OTLP_HEADERS'],
  ])('is refused when %j', (variables, name) => {
    const read = () => settingsOf(variables);
    expect(read).toThrow(EnvError);
    expect(read).toThrow(new RegExp(`^ {2}${name}: `, 'm'));
  });
});
