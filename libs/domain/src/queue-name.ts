/** Whether a text can name the queue of an external step: 1 to 50 lower-case letters, digits and dashes, a letter first. */
export function isQueueName(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,49}$/.test(text);
}
