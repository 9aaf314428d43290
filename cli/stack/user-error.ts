/** An error that the user can fix; printed without a stack trace. */
export class UserError extends Error {
  /** How to fix it. */
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.name = 'UserError';
    this.advice = advice;
  }
}
