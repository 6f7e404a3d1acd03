# %% [markdown]
# ---
# what: "Cells that await, start event loops and leave tasks behind"
# status: graded
# marks: 4
# ---

# %%
import asyncio


async def later(value):
    await asyncio.sleep(0.01)
    return value


answer = await later(42)

# %%
async for _ in later(1):
    pass

# %%
asyncio.run(later(1))

# %%
task = asyncio.create_task(asyncio.sleep(1000))
share = await later(3 / 8)
