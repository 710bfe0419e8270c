/**
 * A simulated VMware Cloud on AWS for each test.
 *
 * <pre>{@code
 * @Vmcsim(description = "src/test/resources/org.yaml")
 * class ProvisioningTest {
 *     @Test
 *     void anSddcBecomesReady(World world) {
 *         var client = new MyClient(world.url(), world.orgId(), world.apiToken());
 *         var task = client.createSddc("a");
 *         world.skipTo(task.id());
 *     }
 * }
 * }</pre>
 */
package vmcsim.junit;
