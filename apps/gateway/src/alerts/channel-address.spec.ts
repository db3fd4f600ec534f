import { InvalidInputError } from '../graphql/user-error.object.ts';
import { readMailbox, readWebhookUrl } from './channel-address.ts';

describe('readWebhookUrl', () => {
  it('takes an address of the open internet', () => {
    expect(readWebhookUrl('https://hooks.example.com/a?b=c', false)).toBe('https://hooks.example.com/a?b=c');
  });

  it.each([
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'https://user:secret@hooks.example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://db.internal/',
    'https://printer/',
    'nonsense',
    `https://hooks.example.com/${'x'.repeat(2_000)}`,
  ])('refuses %s, and names the field', (url) => {
    const refused = readWebhookUrl(url, false);
    if (!(refused instanceof InvalidInputError)) throw new Error('it was taken');
    expect(refused.problems[0]?.path).toEqual(['input', 'url']);
  });

  it('takes private ones where that is allowed', () => {
    expect(readWebhookUrl('http://127.0.0.1:9/', true)).toBe('http://127.0.0.1:9/');
  });
});

describe('readMailbox', () => {
  it.each([' ops@brand.example ', 'a@b'])('takes %p', (text) => expect(readMailbox(text)).toBe(text.trim()));
  it.each(['', 'ops', 'a@b@c', 'a@b.example\nBcc: c@d.example', '"Ops" <a@b.example>', 'a@b,c@d'])(
    'refuses %p',
    (text) => {
      expect(readMailbox(text)).toBeInstanceOf(InvalidInputError);
    },
  );
});
