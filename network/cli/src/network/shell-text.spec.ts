import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { variablesToLines } from './shell-text';

const odd = `a'b "c" $HOME \`x\` %PATH% \\`;

describe('variables that are pasted into a shell', () => {
  it('keep whatever is in them', async function () {
    if (process.platform === 'win32') this.skip();
    const [line = ''] = variablesToLines({ ODD: odd }, 'sh');
    const { stdout } = await promisify(execFile)('sh', ['-c', `${line}\nprintf %s "$ODD"`]);
    expect(stdout).to.equal(odd);
  });

  it('are written as PowerShell and cmd read them', () => {
    expect(variablesToLines({ ODD: "a'b" }, 'powershell')).to.deep.equal(["$env:ODD = 'a''b'"]);
    expect(variablesToLines({ ODD: 'a%b' }, 'cmd')).to.deep.equal(['set "ODD=a%%b"']);
  });
});
