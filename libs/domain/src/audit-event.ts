/** Who did what to which thing. Free of personal data and secrets. */
export interface AuditEvent {
  readonly id: string;
  readonly workspaceId: string;
  readonly at: Date;
  /** An API key's id, a JWT's subject, or `system`. */
  readonly actor: string;
  /** `noun.verb`, such as `canvas.launched`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
