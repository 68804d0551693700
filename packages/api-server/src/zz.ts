import { ObjectStorage, openLmdbBackend } from "./storage/index.ts";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { randomBytes } from "node:crypto";
const base="/tmp/corr"; 
if (process.argv[2]==="load") {
  try { const s=new ObjectStorage(openLmdbBackend(base+"/try")); console.log("ok "+s.collection("configmaps").size); await s.close(); } catch(e:any){ console.log("err "+e.code+" "+e.message); }
} else {
  rmSync(base,{recursive:true,force:true}); mkdirSync(base+"/try",{recursive:true});
  const s=new ObjectStorage(openLmdbBackend(base+"/orig"));
  for(let r=0;r<2;r++) await Promise.all(Array.from({length:400},(_,i)=>s.put("configmaps","ns/c"+i,{apiVersion:"v1",kind:"ConfigMap",metadata:{name:"c"+i},data:{t:"x".repeat(i%10===0?9000:900)}} as any,JSON.stringify).committed));
  await s.close();
  const orig=readFileSync(base+"/orig/objects.mdb"); const pages=orig.length/4096; console.log("pages",pages, orig.subarray(0,200).toString("hex"));
  console.log(orig.subarray(4096,4096+200).toString("hex"));
  const tally:Record<string,number>={};
  const attempt=(name:string,b:Buffer)=>{ copyFileSync(base+"/orig/FORMAT",base+"/try/FORMAT"); rmSync(base+"/try/objects.mdb-lock",{force:true}); writeFileSync(base+"/try/objects.mdb",b);
    const r=spawnSync(process.execPath,[...process.execArgv,fileURLToPath(import.meta.url),"load"],{encoding:"utf8"});
    const out=(r.stdout.trim()||`CRASH ${r.signal} ${r.status} ${r.stderr.trim().split("\n").slice(-3).join("|")}`).slice(0,150).replace(/c\d+/,"cN"); tally[name+": "+out]=(tally[name+": "+out]??0)+1; };
  for(let i=0;i<24;i++){ const p=Math.floor(i*pages/24); const b=Buffer.from(orig); const kind=["zero","random","byte"][i%3]!; if(kind==="zero") b.fill(0,p*4096,p*4096+4096); else if(kind==="random") randomBytes(4096).copy(b,p*4096); else b[p*4096+2000]!^=0x55; attempt(kind,b); }
  for (const cut of [4096*2, 4096*20, orig.length-4096]) attempt("cut",orig.subarray(0,cut));
  console.log(tally);
}
