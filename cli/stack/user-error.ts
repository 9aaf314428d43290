/** Something a person can mend; it is printed as it is, without a stack trace. */
export class UserError extends Error {
  /** What to do about it. */
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.name = 'UserError';
    this.advice = advice;
  }
}
