# %% [markdown]
# ---
# what: "The .py that Jupyter's menu offers, with an error in the middle"
# status: graded
# marks: 4
# ---

# %% handed in
path.with_suffix(".py").write_text("""#!/usr/bin/env python
# coding: utf-8

# # Target
#
# One question per kind of answer.

# In[1]:


LESSON = "01-target"


# In[2]:


answer = 42
get_ipython().run_line_magic('matplotlib', 'inline')


# In[3]:


grader.check("q1")


# In[4]:


word = "level" if else


# In[5]:


share = 3 / 8


# In[ ]:


grader.check("q2")

""")
