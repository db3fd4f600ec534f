import { AudienceModel } from './audience-model.ts';

const ada = { id: '1', email: ['Ada@Example.com', 'work.ada@example.com'] };
const bob = { id: '2', email: ' ada@example.com' };

describe('AudienceModel', () => {
  it('holds every identifier once, however it is written', () => {
    expect(new AudienceModel().add([ada, bob]).count).toBe(2);
  });

  it('takes an identifier out for everybody who shares it', () => {
    const model = new AudienceModel().add([ada]).remove([bob]);
    expect(model.members).toEqual(new AudienceModel().add([{ id: '3', email: ada.email.slice(1) }]).members);
  });

  it('ends with the last word', () => {
    expect(new AudienceModel().add([bob]).remove([bob]).add([bob]).count).toBe(1);
    expect(new AudienceModel().add([bob]).add([bob]).remove([bob]).count).toBe(0);
  });

  it('has the digest of an empty list when it is empty', () => {
    expect(new AudienceModel().digest).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });
});
