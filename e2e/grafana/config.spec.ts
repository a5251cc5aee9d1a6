import { startProgram } from '../support/server';
import { expect, test } from './test';
import { REACHED_AS } from './grafana';

const TYPE = { type: 'loopscope-datasource', name: `Loopscope settings ${Date.now()}` };
/** The server is asked through Grafana's proxy. */
const health = (uid: string) => ({ path: `/api/datasources/proxy/uid/${uid}/` });

test.describe('settings of the data source', () => {
  test('a server is set up by its address, saved and tested', async ({
    page,
    samples,
    api,
    createDataSourceConfigPage,
  }) => {
    const { url } = await (await api.get(`${samples.url}/api/datasources/uid/${samples.ds}`)).json();
    const config = await createDataSourceConfigPage(TYPE);
    await page.getByRole('radio', { name: /^Loopscope server/ }).check({ force: true });
    await page
      .getByRole('textbox', { name: /address|URL/i })
      .first()
      .fill(url);
    await config.saveAndTest(health(config.datasource.uid));
    await expect(config).toHaveAlert('success', { hasText: /loops/ });
  });

  test('a server that is not there is said in one sentence, with what to do', async ({
    page,
    createDataSourceConfigPage,
    problems,
  }) => {
    const gone = await startProgram(['--samples', '--port', '0', '--otlp-port', '0']);
    await gone.stop();
    const config = await createDataSourceConfigPage({ ...TYPE, name: `${TYPE.name} gone` });
    await page.getByRole('radio', { name: /^Loopscope server/ }).check({ force: true });
    await page
      .getByRole('textbox', { name: /address|URL/i })
      .first()
      .fill(`http://${REACHED_AS}:${gone.port}`);
    await config.saveAndTest(health(config.datasource.uid));
    await expect(config).toHaveAlert('error', { hasText: /loopscope serve|reach/i });
    // the proxy's answers are what this is about
    problems.length = 0;
  });
});
