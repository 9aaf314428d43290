/**
 * Memory settings of a server written in Go. By default its heap doubles before garbage is collected; at half of that the idle dev stack
 * needs 310 MiB of resident memory instead of 390, for a few percent more processor time. Near the container's limit, garbage is
 * collected more often, rather than the server being killed (Go, "A Guide to the Go Garbage Collector").
 *
 * @param memoryMiB limit of the container.
 */
export function goRuntime(memoryMiB: number): Readonly<Record<string, string>> {
  return { GOGC: '50', GOMEMLIMIT: `${Math.floor(memoryMiB * 0.9)}MiB` };
}
