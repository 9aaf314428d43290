// The CLI compiles required modules with its own TypeScript settings; imported from here, Node runs the TypeScript itself.
import './pack.ts';
