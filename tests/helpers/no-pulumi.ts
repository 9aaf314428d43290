/** Replaces Pulumi's packages in the project `pure`. */
throw new Error('A pure test imports Pulumi; list it under PULUMI in vitest.config.ts.');
