// Compiled from schema/scratch-1.0.schema.json by scripts/compile-schemas.mjs.
import helper0 from "ajv/dist/runtime/ucs2length";
import helper1 from "ajv/dist/runtime/equal";
"use strict";
export const validate = validate20;
export default validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://example.com/s","type":"object","required":["a"],"properties":{"a":{"type":["string","null"],"minLength":2,"format":"date-time"},"b":{"enum":[{"x":1},"q"]},"c":{"type":"array","uniqueItems":true,"items":{"$ref":"#/$defs/n"}}},"$defs":{"n":{"type":"object","properties":{"k":{"type":"number","minimum":0}},"unevaluatedProperties":false}}};
const schema32 = {"type":"object","properties":{"k":{"type":"number","minimum":0}},"unevaluatedProperties":false};
const func1 = (helper0.default ?? helper0);
const func0 = (helper1.default ?? helper1);

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="https://example.com/s" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.a === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "a"},message:"must have required property '"+"a"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.a !== undefined){
let data0 = data.a;
if((typeof data0 !== "string") && (data0 !== null)){
const err1 = {instancePath:instancePath+"/a",schemaPath:"#/properties/a/type",keyword:"type",params:{type: schema31.properties.a.type},message:"must be string,null"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(typeof data0 === "string"){
if(func1(data0) < 2){
const err2 = {instancePath:instancePath+"/a",schemaPath:"#/properties/a/minLength",keyword:"minLength",params:{limit: 2},message:"must NOT have fewer than 2 characters"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
if(data.b !== undefined){
let data1 = data.b;
const vSchema0 = schema31.properties.b.enum;
if(!((func0(data1, vSchema0[0])) || (data1 === "q"))){
const err3 = {instancePath:instancePath+"/b",schemaPath:"#/properties/b/enum",keyword:"enum",params:{allowedValues: schema31.properties.b.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.c !== undefined){
let data2 = data.c;
if(Array.isArray(data2)){
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.k !== undefined){
let data4 = data3.k;
if((typeof data4 == "number") && (isFinite(data4))){
if(data4 < 0 || isNaN(data4)){
const err4 = {instancePath:instancePath+"/c/" + i0+"/k",schemaPath:"#/$defs/n/properties/k/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/c/" + i0+"/k",schemaPath:"#/$defs/n/properties/k/type",keyword:"type",params:{type: "number"},message:"must be number"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
for(const key0 in data3){
if(key0 !== "k"){
const err6 = {instancePath:instancePath+"/c/" + i0,schemaPath:"#/$defs/n/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key0},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/c/" + i0,schemaPath:"#/$defs/n/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
let i1 = data2.length;
let j0;
if(i1 > 1){
outer0:
for(;i1--;){
for(j0 = i1; j0--;){
if(func0(data2[i1], data2[j0])){
const err8 = {instancePath:instancePath+"/c",schemaPath:"#/properties/c/uniqueItems",keyword:"uniqueItems",params:{i: i1, j: j0},message:"must NOT have duplicate items (items ## "+j0+" and "+i1+" are identical)"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
break outer0;
}
}
}
}
}
else {
const err9 = {instancePath:instancePath+"/c",schemaPath:"#/properties/c/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":{"a":true,"b":true,"c":true},"dynamicProps":false,"dynamicItems":false};

