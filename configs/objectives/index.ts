export * from './burn-windows.ts';
export * from './objectives.ts';
