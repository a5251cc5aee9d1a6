import validateScratch from './validateScratch.generated';
it('v', () => { expect(validateScratch({a:'é😀'})).toBe(true); expect(validateScratch.errors).toBe(null); expect(validateScratch({a:'x',b:{x:2},c:[{k:-1,z:1},{k:1},{k:1}]})).toBe(false); expect(validateScratch.errors?.map(e=>e.instancePath+e.keyword)).toEqual([]); });
