/**
 * The name of an audience's customer list: marketers see audiences, lists only this software. With our id in it, a list
 * whose creator died before storing its id is known as ours for certain, whatever names others give, and renamed or not.
 */
export function listNameOf({
  audienceId,
  name,
}: {
  readonly audienceId: string;
  readonly name: string;
}): string {
  return `${name} ${markOf(audienceId)}`;
}

/** Whether a list was made for this audience, under whichever name it had then. */
export function isListOf(audienceId: string, listName: string): boolean {
  return listName.endsWith(markOf(audienceId));
}

const markOf = (audienceId: string) => `[${audienceId}]`;
