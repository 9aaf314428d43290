// The CLI compiles what it requires as TypeScript with settings of its own; imported from here, Node runs it as it is.
import './pack.ts';
