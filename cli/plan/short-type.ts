/** `docker:Container` for `docker:index/container:Container`. */
export const shortType = (type: string): string => type.replace(/^([^:]+):.*:([^:]+)$/, '$1:$2');
